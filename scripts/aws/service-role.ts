import {
  CreateServiceLinkedRoleCommand,
  GetRoleCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';

/** The role that ECS itself works with, once in an account. */
export const ECS_ROLE = 'AWSServiceRoleForECS';

/** Whether ECS can work in the account. */
export async function hasEcsRole(iam: IAMClient): Promise<boolean> {
  try {
    await iam.send(new GetRoleCommand({ RoleName: ECS_ROLE }));
    return true;
  } catch (error) {
    if ((error as Error).name === 'NoSuchEntityException') return false;
    throw error;
  }
}

/**
 * Makes ECS' own role. AWS makes it with the first cluster too, but after it has answered: the
 * cluster's capacity providers are asked for at once and would be refused, so that the first apply
 * in a new account would fail.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html
 */
export async function makeEcsRole(iam: IAMClient): Promise<void> {
  await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'ecs.amazonaws.com' }));
}
