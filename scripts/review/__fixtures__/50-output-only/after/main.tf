output "endpoint" { value = "v2.example.com" }
output "region" { value = "eu-central-1" }
