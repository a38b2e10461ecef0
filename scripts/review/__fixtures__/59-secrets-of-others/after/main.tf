variable "marked" {
  default   = "fake-marked-2"
  sensitive = true
}
resource "terraform_data" "database" {
  input = {
    instance_class = "db.t4g.micro"
    region         = "eu-west-1"
    password       = "fake-new-2"
    url            = "postgres://app:fake-new-2@db.example.com/app"
    marked         = var.marked
    user_data      = base64encode("export PASSWORD=fake-new-2")
  }
}
