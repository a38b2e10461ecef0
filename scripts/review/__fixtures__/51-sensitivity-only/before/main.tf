resource "terraform_data" "login" { input = "fake-login-4711" }
