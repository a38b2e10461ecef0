provider "aws" {
  region = "eu-central-1"
}
resource "aws_cloudwatch_log_group" "old" {
  name              = "/team/old"
  retention_in_days = 30
}
import {
  to = aws_cloudwatch_log_group.old
  id = "/team/old"
}
