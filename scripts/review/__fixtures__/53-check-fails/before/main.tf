resource "terraform_data" "replicas" { input = 3 }
