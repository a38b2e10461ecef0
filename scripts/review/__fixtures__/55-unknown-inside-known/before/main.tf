resource "terraform_data" "settings" {
  input = { region = "eu-central-1", queue = "none", sizes = [1, 2] }
}
