resource "terraform_data" "replicas" { input = 4 }
check "replicas" {
  assert {
    condition     = terraform_data.replicas.input % 2 == 1
    error_message = "the replica count is even"
  }
}
