/** Texts that are secrets by their form, whatever they are called. */

type Form = readonly [name: string, pattern: RegExp];

/** Credentials that begin a word of their own. */
const WORDS: readonly Form[] = [
  ['AWS access key id', /(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/],
  ['GitHub token', /gh[pousr]_[A-Za-z0-9]{20,}/],
  ['GitHub fine-grained token', /github_pat_[A-Za-z0-9_]{20,}/],
  ['GitLab token', /gl(?:pat|dt|rt|cbt|ptt|ft|agent|soat)-[A-Za-z0-9_-]{15,}/],
  ['Google API key', /AIza[A-Za-z0-9_-]{35}/],
  ['Google OAuth secret', /GOCSPX-[A-Za-z0-9_-]{20,}/],
  ['Vault token', /hv[sbr]\.[A-Za-z0-9_-]{20,}/],
  ['Terraform Cloud token', /[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,}/],
  ['JSON web token', /eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/],
  ['npm token', /npm_[A-Za-z0-9]{30,}/],
  ['OpenAI or Anthropic key', /sk-(?:proj-|ant-|svcacct-)?[A-Za-z0-9_-]{20,}/],
  ['PyPI token', /pypi-[A-Za-z0-9_-]{30,}/],
  ['SendGrid key', /SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/],
  ['Slack token', /xox[a-z]-[A-Za-z0-9-]{8,}/],
  ['Slack app token', /xapp-[A-Za-z0-9-]{20,}/],
  ['Stripe key', /(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}/],
  ['Stripe webhook secret', /whsec_[A-Za-z0-9]{16,}/],
  ['age key', /AGE-SECRET-KEY-1[A-Z0-9]{50,}/],
  ['PuTTY key', /PuTTY-User-Key-File-\d[\s\S]*/],
];

/** Credentials told by what they contain or by what stands before them. */
const PARTS: readonly Form[] = [
  ['private key', /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^-]*/],
  ['private key in base64', /LS0tLS1CRUdJTi\w{0,16}?(?:UFJJVkFUR|QUklWQVRF|BSSVZBVEUg)[\w+/=]*/],
  ['password hash', /\$(?:2[abxy]|[156]|argon2(?:id?|d)|scrypt|y)\$[\w./$=,+-]{20,}/],
  ['AWS secret key', /(?<=secret[\w "':=]{0,30}[=: "'])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/],
  ['Azure storage key', /(?<=(?:Account|SharedAccess)Key=)[A-Za-z0-9+/]{40,}={0,2}/],
  ['Azure signature', /(?<=[?&]sig=)[A-Za-z0-9%+/=]{20,}/],
  ['Slack webhook', /(?<=hooks\.slack\.com\/(?:services|workflows)\/)[A-Za-z0-9/]{16,}/],
  ['bearer token', /(?<=\b[Bb]earer )[A-Za-z0-9._~+/-]{16,}/],
  ['basic login', /(?<=\b[Bb]asic )[A-Za-z0-9+/]{12,}={0,2}/],
  // With a space, what follows is the name of a database; in capitals, a port.
  ['login of MySQL', /(?<=\b(?:mysql|mariadb)[^\n|;&]{0,200}\s-p["']?)[^\s"']{4,}/],
  ['login of sshpass', /(?<=\bsshpass\s+-p\s?["']?)[^\s"']+/],
  ['line of .netrc', /(?<=\bmachine\s+\S{1,200}\s+login\s+\S{1,200}\s+password\s+)\S+/],
  [
    'line of .pgpass',
    /(?<=(?:^|\n)[^\s:]{1,200}:(?:\d{1,5}|\*):[^\s:]{1,100}:[^\s:]{1,100}:)[^\s:]{6,}(?=\s|$)/,
  ],
];

/** What else stands where a credential does; in any case. */
const PLACES: readonly Form[] = [
  ['login in an address', /(?<=\w:\/\/[^\s/?#@"'<>:]{0,100}:)[^\s/?#"'<>]+(?=@)/],
  ['parameter', /(?<=[?&][\w-]{0,20}(?:auth|code|key|secret|signature|token)=)[^\s&#"'<>]{6,}/],
  ['assignment', /(?<=(?:passw(?:or)?d|pwd|secret|token|api[_-]?key)=["']?)[^\s"'&;,{}()[\]]{6,}/],
  ['member', /(?<=(?:passw(?:or)?d|pwd|secret|token|api_?key)["']\s{0,3}:\s{0,3}["'])[^\s"']{6,}/],
  [
    'option',
    /(?<=\s--[\w-]{0,40}(?:passw(?:or)?d|secret|token|api-?key) ["']?)[^\s"'-][^\s"']{5,}/,
  ],
  ['login of a command', /(?<=\s(?:-u|--user)[ =]["']?[\w.@-]{1,60}:)[^\s"']{6,}/],
  [
    'element',
    /(?<=<[\w:.-]{0,40}(?:passw(?:or)?d|pwd|secret|token|api_?key|shared_key)>)[^\s<]{6,}/,
  ],
];

/** All at once are faster than one after the other, and what each of them needs, most texts lack. */
const SEARCHES: readonly (readonly [needed: RegExp, forms: RegExp])[] = [
  [/[\w-]{11}/, new RegExp(`\\b(?:${union(WORDS)})`, 'g')],
  [
    /-----B|LS0t|[$=]|secret|slack|[Bb](?:earer|asic) |\s-p|password\s|(?:^|\n)[^\s:]+:[\d*]/,
    new RegExp(union(PARTS), 'g'),
  ],
  [/[\s=@"'<]/, new RegExp(union(PLACES), 'gi')],
];

function union(forms: readonly Form[]): string {
  return forms.map(([, { source }]) => `(?:${source})`).join('|');
}

/** The credentials in a text, without the text around them; most have none. */
export function tokensIn(text: string): string[] {
  if (text.length < 8) return [];
  const found: string[] = [];
  for (const [needed, forms] of SEARCHES)
    if (needed.test(text)) found.push(...(text.match(forms) ?? []));
  return found;
}
