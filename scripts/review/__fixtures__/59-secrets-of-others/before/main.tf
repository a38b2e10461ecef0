variable "marked" {
  default   = "fake-marked-1"
  sensitive = true
}
resource "terraform_data" "database" {
  input = {
    instance_class = "db.t4g.small"
    region         = "eu-central-1"
    password       = "fake-old-1"
    url            = "postgres://app:fake-old-1@db.example.com/app"
    marked         = var.marked
    user_data      = base64encode("export PASSWORD=fake-old-1")
  }
}
