/** Texts that are secrets by their form, whatever they are called. */

/** Known forms of credentials. What a pattern matches is the secret; the text around it isn't. */
const TOKENS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['AWS access key id', /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/],
  ['AWS secret key', /(?<=secret[\w "':=]{0,30}[=: "'])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/],
  ['Azure storage key', /(?<=(?:AccountKey|SharedAccessKey)=)[A-Za-z0-9+/]{40,}={0,2}/],
  ['Azure SAS signature', /(?<=[?&]sig=)[A-Za-z0-9%+/=]{20,}/],
  ['GitHub token', /\bgh[pousr]_[A-Za-z0-9]{20,}/],
  ['GitHub fine-grained token', /\bgithub_pat_[A-Za-z0-9_]{20,}/],
  ['GitLab token', /\bgl(?:pat|dt|rt|cbt|ptt|ft|agent|soat)-[A-Za-z0-9_-]{15,}/],
  ['Google API key', /\bAIza[A-Za-z0-9_-]{35}/],
  ['Google OAuth secret', /\bGOCSPX-[A-Za-z0-9_-]{20,}/],
  ['HashiCorp token', /\b(?:hv[sbr]\.[A-Za-z0-9_-]{20,}|[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,})/],
  ['JSON web token', /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/],
  ['npm token', /\bnpm_[A-Za-z0-9]{30,}/],
  ['OpenAI or Anthropic key', /\bsk-(?:proj-|ant-|svcacct-)?[A-Za-z0-9_-]{20,}/],
  ['PyPI token', /\bpypi-[A-Za-z0-9_-]{30,}/],
  ['SendGrid key', /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/],
  ['Slack token', /\bxox[a-z]-[A-Za-z0-9-]{8,}|\bxapp-[A-Za-z0-9-]{20,}/],
  ['Slack webhook', /(?<=hooks\.slack\.com\/(?:services|workflows)\/)[A-Za-z0-9/]{16,}/],
  ['Stripe key', /\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}|\bwhsec_[A-Za-z0-9]{16,}/],
  ['private key', /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^-]*/],
  [
    'private key in base64',
    /LS0tLS1CRUdJTi(?:BSU0EgUFJJ|BFQyBQUklW|BPUEVOU1NIIFBS|BQUklWQVRF|BFTkNSWVBURUQg|BEU0EgUFJJ|BQR1AgUFJJ)[A-Za-z0-9+/=]*/,
  ],
  ['PuTTY key', /PuTTY-User-Key-File-\d[\s\S]*/],
  ['age key', /\bAGE-SECRET-KEY-1[A-Z0-9]{50,}/],
  ['password hash', /\$(?:2[abxy]|[156]|argon2(?:id?|d)|scrypt|y)\$[\w./$=,+-]{20,}/],
  ['bearer token', /(?<=\b[Bb]earer )[A-Za-z0-9._~+/-]{16,}/],
  ['basic login', /(?<=\b[Bb]asic )[A-Za-z0-9+/]{12,}={0,2}/],
  [
    'login in an address',
    /(?<=[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/?#@"'<>:]{0,100}:)[^\s/?#"'<>]+(?=@)/i,
  ],
  [
    'secret in an address',
    /(?<=[?&](?:[\w-]{0,20}[_-])?(?:token|key|apikey|secret|password|passwd|pwd|signature|auth|code)=)[^\s&#"'<>]{6,}/i,
  ],
  [
    'assignment',
    /(?<=(?:password|passwd|pwd|secret|token|api_?key)(?:=|["']\s{0,3}[=:]\s{0,3})["']?)[^\s"'&;,{}()[\]]{6,}/i,
  ],
];

/** Together they are tried once a text: those that tell cases apart, and the others. */
const ANY = ['', 'i'].map((flags) => {
  const patterns = TOKENS.filter(([, pattern]) => pattern.flags === flags);
  return new RegExp(patterns.map(([, { source }]) => `(?:${source})`).join('|'), `g${flags}`);
});

/** The credentials in a text; most have none. */
export function tokensIn(text: string): string[] {
  return text.length < 8 ? [] : ANY.flatMap((pattern) => text.match(pattern) ?? []);
}
