resource "terraform_data" "server" {
  triggers_replace = { generation = 1 }
  lifecycle { create_before_destroy = true }
}
