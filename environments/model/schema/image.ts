/** Where images are built, and which one runs. */
import * as z from 'zod';
import { environmentName, text } from './forms.ts';

/** As git takes it: no empty part, none that begins with a dot, none that ends with one or with .lock. */
const BRANCH =
  /^(?=.{1,255}$)(?!.*(\.\.|\.lock(\/|$)))[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*(?<!\.)$/;

/** What builds images. */
export const pipeline = z
  .strictObject({
    source: z
      .strictObject({
        kind: z.enum(['codecommit', 'github']).meta({
          description:
            '`codecommit`: a mirror that the workflow pushes to. `github`: a connection and its webhook.',
          examples: ['codecommit', 'github'],
        }),
        branch: text(BRANCH, 'the name of a branch such as main')
          .default('main')
          .meta({ description: 'Branch that is built.', examples: ['main', 'release'] }),
        repository: text(
          /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/,
          'a repository such as owner/name',
        )
          .optional()
          .meta({
            description: 'With kind `github`: the repository.',
            examples: ['owner/name', 'owner/other'],
          }),
        connection: text(
          /^arn:aws:(codestar-connections|codeconnections):[a-z0-9-]+:[0-9]{12}:connection\/[A-Za-z0-9-]+$/,
          'the ARN of a connection such as arn:aws:codeconnections:eu-central-1:123456789012:connection/0d1f...',
        )
          .optional()
          .meta({
            description: 'With kind `github`: the connection that AWS reads it by.',
            examples: [
              'arn:aws:codeconnections:eu-central-1:123456789012:connection/11111111-2222-3333-4444-555555555555',
              'arn:aws:codeconnections:eu-central-1:123456789012:connection/66666666-7777-8888-9999-000000000000',
            ],
          }),
      })
      .meta({ description: 'Where the job logic comes from.' }),
  })
  .optional()
  .meta({
    description: 'Builds an image at every push of job logic; without it none is built here.',
    examples: [{ source: { kind: 'codecommit' } }, { source: { kind: 'codecommit', branch: 'x' } }],
  });

/** Which image runs. */
export const image = z
  .strictObject({
    from: environmentName.optional().meta({
      description: 'Environment whose registry the images come from. Default: its own.',
      examples: ['dev', 'staging'],
    }),
    track: text(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, "an image's tag such as main")
      .default('main')
      .meta({
        description: 'Tag that moves: the next run uses the newest image that bears it.',
        examples: ['main', 'release'],
      }),
    digest: z
      .string()
      .optional()
      .meta({
        description: 'Pins one image, whatever `track` says; a promotion changes it.',
        examples: [
          `sha256:${'0123456789abcdef'.repeat(4)}`,
          `sha256:${'fedcba9876543210'.repeat(4)}`,
        ],
      }),
  })
  .prefault({})
  .meta({ description: 'Which image runs.' });
