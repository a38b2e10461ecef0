resource "terraform_data" "server" {
  triggers_replace = { generation = 2 }
  lifecycle { create_before_destroy = true }
  provisioner "local-exec" { command = "exit 1" }
}
