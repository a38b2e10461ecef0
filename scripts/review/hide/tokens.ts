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
  // Words of a name have neither digits nor capitals.
  ['OpenAI or Anthropic key', /sk-(?=[\w-]*[A-Z\d])[A-Za-z0-9_-]{20,}/],
  ['PyPI token', /pypi-[A-Za-z0-9_-]{30,}/],
  ['SendGrid key', /SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/],
  ['Slack token', /xox[a-z]-[A-Za-z0-9-]{8,}/],
  ['Slack app token', /xapp-[A-Za-z0-9-]{20,}/],
  ['Stripe key', /(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}/],
  ['Stripe webhook secret', /whsec_[A-Za-z0-9]{16,}/],
  ['DigitalOcean token', /do[oprv]_v1_[a-f0-9]{32,}/],
  ['Grafana token', /gl(?:sa|c)_[A-Za-z0-9_+/=-]{20,}/],
  ['Hugging Face token', /hf_[A-Za-z0-9]{20,}/],
  ['Mailchimp key', /[a-f0-9]{32}-us\d{1,2}\b/],
  ['Pulumi token', /pul-[a-f0-9]{32,}/],
  ['Sentry token', /sntry[su]_[A-Za-z0-9_+/=-]{20,}/],
  ['Shopify token', /shp(?:at|ca|pa|ss)_[a-fA-F0-9]{20,}/],
  ['SonarQube token', /sq[aup]_[a-f0-9]{30,}/],
  ['Supabase token', /sbp_[a-f0-9]{30,}/],
  ['age key', /AGE-SECRET-KEY-1[A-Z0-9]{50,}/],
  ['PuTTY key', /PuTTY-User-Key-File-\d[\s\S]*/],
];

/** Credentials told by what they contain or by what stands before them. */
const PARTS: readonly Form[] = [
  ['private key', /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^-]*/],
  ['private key in base64', /LS0tLS1CRUdJTi\w{0,16}?(?:UFJJVkFUR|QUklWQVRF|BSSVZBVEUg)[\w+/=]*/],
  ['password hash', /\$(?:2[abxy]|[156]|apr1|argon2(?:id?|d)|scrypt|y)\$[\w./$=,+-]{20,}/],
  ['password hash of a directory', /(?<=\{S?SHA\d{0,3}\})[\w+/]{20,}={0,2}/],
  ['password hash of MySQL', /(?<![\w*])\*[0-9A-F]{40}(?![0-9A-F])/],
  ['AWS secret key', /(?<=secret[\w "':=]{0,30}[=: "'])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/],
  ['Azure signature', /(?<=[?&]sig=)[A-Za-z0-9%+/=]{20,}/],
  ['Slack webhook', /(?<=hooks\.slack\.com\/(?:services|triggers|workflows)\/)[A-Za-z0-9/]{16,}/],
  [
    'webhook',
    /(?<=(?:discord(?:app)?\.com\/api\/webhooks|webhook\.office\.com\/webhookb2|hc-ping\.com)\/)[\w@/-]{16,}/,
  ],
  [
    'integration',
    /(?<=(?:events\.pagerduty\.com|alert\.victorops\.com|datadoghq\.(?:com|eu))\/[\w/]{0,60}\/)[\w-]{20,}/,
  ],
  ['bearer token', /(?<=\b[Bb]earer )[A-Za-z0-9._~+/-]{16,}/],
  // Small letters alone are a word: basic infrastructure.
  ['basic login', /(?<=\b[Bb]asic )(?![a-z]+\b)[A-Za-z0-9+/]{12,}={0,2}/],
  // With a space, what follows is the name of a database; in capitals, a port.
  ['login of MySQL', /(?<=\b(?:mysql|mariadb)[^\n|;&]{0,200}\s-p["']?)[^\s"']{4,}/],
  ['login of sshpass', /(?<=\bsshpass\s+-p\s?["']?)[^\s"']+/],
  [
    'login of a command line',
    /(?<=\b(?:az login|docker login|podman login|registry login|mongo(?:sh|dump|restore)?)\s[^\n|;&]{0,200}-p[ =]?["']?)[^\s"'-][^\s"']{3,}/,
  ],
  ['login of Redis', /(?<=\bredis-cli\s[^\n|;&]{0,200}-a ?["']?)[^\s"'-][^\s"']{3,}/],
  ['login of LDAP', /(?<=\bldap\w+\s[^\n|;&]{0,200}-w ?["']?)[^\s"'-][^\s"']{3,}/],
  ['chpasswd', /(?<=["'\s][\w.-]{1,32}:)[^\s"':]{4,}(?=["']?\s*\|\s*(?:sudo\s+)?chpasswd)/],
  ['line of .netrc', /(?=\S)(?<=\bmachine\s+\S{1,200}\s+login\s+\S{1,200}\s+password\s+)\S+/],
  [
    'line of .pgpass',
    /(?<=(?:^|\n)[^\s:]{1,200}:(?:\d{1,5}|\*):[^\s:]{1,100}:[^\s:]{1,100}:)[^\s:]{6,}(?=\s|$)/,
  ],
];

/** Ends of names of credentials, in any text. */
const NAME =
  '(?:pass(?:w(?:or)?d|phrase)?|pwd?|secret|token|(?:api|access|account|shared|subscription|secret)[_-]?key)';

/** What is put in the place of a credential when the text is used. */
const FILLED = '[$%][({]|\\{\\{|<';

/** What else stands where a credential does; in any case. */
const PLACES: readonly Form[] = [
  // A password may hold what an address can't; a port is none. Without a most, of a text full of
  // beginnings each would be read to its end.
  [
    'login in an address',
    /(?<=\w:\/\/[^\s/?#@"'<>:]{0,100}:)(?!\d{1,5}[/?#])[^\s"'<>]{1,4000}(?=@)/,
  ],
  ['parameter', /(?<=[?&][\w-]{0,20}(?:auth|code|key|secret|signature|token)=)[^\s&#"'<>]{6,}/],
  ['assignment', new RegExp(`(?<=${NAME}=["']?)(?!${FILLED})[^\\s"'&;,]{6,}`)],
  [
    'assignment of a text',
    new RegExp(`(?<=${NAME}["']?\\s{0,3}(?:=>|:=|[=:,])\\s{0,3}["'])(?!${FILLED})[^"'\\n]{5,}`),
  ],
  ['part of a connection', new RegExp(`(?<=[;"']\\s{0,3}${NAME}\\s{0,3}=\\s{0,3})[^\\s"';]{4,}`)],
  ['header', new RegExp(`(?<=["'\\s][\\w-]{0,30}-${NAME}:\\s{1,3})(?!${FILLED})[^\\s"',;]{8,}`)],
  ['login in SQL', /(?<=\b(?:identified\s+(?:with\s+\S+\s+)?by|password)\s+["'])[^"'\n]{4,}/],
  [
    'option',
    new RegExp(`(?<=\\s--?[\\w-]{0,40}(?:${NAME})[ :]["']?)(?!${FILLED})[^\\s"'-][^\\s"']{4,}`),
  ],
  ['login of a command', /(?<=\s(?:-u ?|--user[ =])["']?[\w.@-]{1,60}:)[^\s"']{6,}/],
  ['element', new RegExp(`(?<=<[\\w:.-]{0,40}${NAME}>)[^\\s<]{6,}`)],
  ['named element', new RegExp(`(?<=name=["'][^"'<>]{0,80}${NAME}["']\\s*>)[^\\s<]{4,}`)],
  ['named attribute', new RegExp(`(?<=["'][^"'<>]{0,80}${NAME}["']\\s+value=["'])[^"'<>]{4,}`)],
];

/** All at once are faster than one after the other, and what each of them needs, most texts lack. */
const SEARCHES: readonly { readonly needs: RegExp; readonly forms: RegExp }[] = [
  { needs: /[\w-]{11}/, forms: new RegExp(`\\b(?:${union(WORDS)})`, 'g') },
  {
    needs:
      /-----B|LS0t|[$=}]|\*[0-9A-F]{40}|secret|[Bb](?:earer|asic) |\s-[apw]|passw|(?:^|\n)[^\s:]+:[\d*]|slack|discord|office|hc-ping|pagerduty|victorops|datadoghq/,
    forms: new RegExp(union(PARTS), 'g'),
  },
  { needs: /[\s=@"'<]/, forms: new RegExp(union(PLACES), 'gi') },
];

const NONE: readonly string[] = [];

function union(forms: readonly Form[]): string {
  return forms.map(([, { source }]) => `(?:${source})`).join('|');
}

/** The credentials in a text, without the text around them; most have none. */
export function tokensIn(text: string): readonly string[] {
  let found = NONE;
  if (text.length < 8) return found;
  for (const { needs, forms } of SEARCHES) {
    const more = needs.test(text) ? text.match(forms) : null;
    if (more) found = [...found, ...more];
  }
  // JSON within a command within JSON.
  return text.includes('\\"') ? [...found, ...tokensIn(text.replaceAll('\\"', '"'))] : found;
}
