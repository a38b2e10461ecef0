/** An IPv4 block: its first address as a number, and how many bits of it are fixed. */
export interface Cidr {
  readonly first: number;
  readonly bits: number;
}

/** AWS keeps the first four addresses of a subnet and the last one. */
const RESERVED = 5;

/** Reads a block such as `10.0.0.0/24`; undefined if an octet is above 255. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', bits = ''] = text.split('/');
  const octets = address.split('.').map(Number);
  if (octets.length !== 4 || octets.some((octet) => !(octet <= 255))) return undefined;
  return { first: octets.reduce((sum, octet) => sum * 256 + octet, 0), bits: Number(bits) };
}

/** How many addresses a block holds. */
function sizeOf({ bits }: Cidr): number {
  return 2 ** (32 - bits);
}

/** The block that an address lies in, as text. */
export function blockOf({ first, bits }: Cidr): string {
  const start = first - (first % sizeOf({ first, bits }));
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return `${octets.join('.')}/${bits}`;
}

/** Whether two blocks share an address. */
export function overlap(a: Cidr, b: Cidr): boolean {
  return a.first < b.first + sizeOf(b) && b.first < a.first + sizeOf(a);
}

/** How many tasks can have an address at a time in each subnet, when a block is cut into `parts`. */
export function addressesPerSubnet(block: Cidr, parts: number): number {
  return sizeOf(block) / parts - RESERVED;
}
