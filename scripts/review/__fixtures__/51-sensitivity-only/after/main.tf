resource "terraform_data" "login" { input = sensitive("fake-login-4711") }
