resource "terraform_data" "queue" { input = "q" }
resource "terraform_data" "settings" {
  input = { region = "eu-west-1", queue = terraform_data.queue.id, sizes = [1, 2] }
}
