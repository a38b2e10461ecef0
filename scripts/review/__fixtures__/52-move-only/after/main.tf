resource "terraform_data" "new" { input = "x" }
resource "terraform_data" "many" {
  for_each = toset(["a"])
  input    = "y"
}
moved {
  from = terraform_data.old
  to   = terraform_data.new
}
moved {
  from = terraform_data.one
  to   = terraform_data.many["a"]
}
