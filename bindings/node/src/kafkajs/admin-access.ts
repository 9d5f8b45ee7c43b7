import * as access from '../runtime/admin-access';
import type { AlterUserScramCredentialsOptions, DescribeUserScramCredentialsOptions } from '../runtime/admin-access';
import type { AdminCall } from '../runtime/admin-operations';
import { checkEach, errorOf } from './admin-call';
import type { KafkaJSError } from './errors';

export type UserScramCredentials = access.UserScramCredentials<KafkaJSError>;

export function describeUserScramCredentials(
  call: AdminCall,
  options: DescribeUserScramCredentialsOptions,
): Promise<UserScramCredentials[]> {
  return access.describeUserScramCredentials(call, options, errorOf);
}

export async function alterUserScramCredentials(
  call: AdminCall,
  options: AlterUserScramCredentialsOptions,
): Promise<void> {
  checkEach('Errors while altering credentials', await access.alterUserScramCredentials(call, options));
}
