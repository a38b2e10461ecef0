output "endpoint" { value = "v1.example.com" }
