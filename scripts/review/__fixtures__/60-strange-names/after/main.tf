module "a" {
  source   = "./inner"
  for_each = toset(["x", "</summary> @all <b>"])
}
resource "terraform_data" "names" {
  for_each = toset(["__proto__", "constructor", "a|b `c` #1"])
  input    = { (each.key) = each.key }
}
