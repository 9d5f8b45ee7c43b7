import { types } from 'node:util';

import { checkAll, listOf, objectOf } from './admin-items';
import type { ErrorOf } from './admin-items';
import type { AdminRequestOptions } from './admin-method';
import type { AclLine, AdminCall, Answers } from './admin-operations';
import { codes } from './codes';
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  nameIn,
  numberIn,
  ResourcePatternTypes,
} from './enums';
import type { ScramMechanisms } from './enums';
import { invalid } from './failure';

export interface Acl {
  /** `User:` and a name. */
  readonly principal: string;
  /** `*` stands for every host. */
  readonly host: string;
  readonly operation: AclOperationTypes;
  readonly permissionType: AclPermissionTypes;
}

export interface AclResource {
  readonly resourceType: AclResourceTypes;
  readonly resourceName: string;
  readonly resourcePatternType: ResourcePatternTypes;
}

/** A line of the access control list. */
export type AclEntry = Acl & AclResource;

/** What is left out matches everything. */
export interface AclFilter {
  readonly resourceType?: AclResourceTypes;
  readonly resourceName?: string;
  readonly resourcePatternType?: ResourcePatternTypes;
  readonly principal?: string;
  readonly host?: string;
  readonly operation?: AclOperationTypes;
  readonly permissionType?: AclPermissionTypes;
}

export interface CreateAclsOptions extends AdminRequestOptions {
  readonly acl: readonly AclEntry[];
}

export interface DescribeAclsResult {
  /** The lines, those of one resource together. */
  readonly resources: (AclResource & { readonly acls: Acl[] })[];
  readonly errorCode: number;
  readonly throttleTime: number;
}

export interface DeleteAclsOptions extends AdminRequestOptions {
  readonly filters: readonly AclFilter[];
}

export interface DeleteAclsResult {
  /** In the order of the filters. */
  readonly filterResponses: {
    readonly errorCode: number;
    readonly errorMessage: string | null;
    readonly matchingAcls: (AclEntry & { readonly errorCode: number; readonly errorMessage: string | null })[];
  }[];
}

export interface DescribeUserScramCredentialsOptions extends AdminRequestOptions {
  /** Default: all. */
  readonly users?: readonly string[];
}

export interface UserScramCredentials<ApiError> {
  readonly user: string;
  readonly credentials: { readonly mechanism: ScramMechanisms; readonly iterations: number }[];
  readonly error: ApiError | null;
}

export interface ScramUpsertion {
  readonly user: string;
  readonly mechanism: ScramMechanisms;
  readonly password: string;
  /** Default 4096. */
  readonly iterations?: number;
  /** Default: random. */
  readonly salt?: Uint8Array;
}

export interface AlterUserScramCredentialsOptions extends AdminRequestOptions {
  readonly upsertions?: readonly ScramUpsertion[];
  readonly deletions?: readonly { readonly user: string; readonly mechanism: ScramMechanisms }[];
}

export async function createAcls(call: AdminCall, options: CreateAclsOptions): Promise<boolean> {
  const acls = listOf(options.acl, 'acl').map((entry) => lineOf(objectOf(entry, 'acl')));
  const { acls: outcomes } = await call.ask('CreateAcls', { acls });
  checkAll(outcomes);
  return true;
}

export async function describeAcls(call: AdminCall, filter: AclFilter): Promise<DescribeAclsResult> {
  const { acls } = await call.ask('DescribeAcls', { filter: lineOf(filter) });
  const resources = new Map<string, AclResource & { readonly acls: Acl[] }>();
  for (const line of acls) {
    const { resourceType, resourceName, resourcePatternType, ...acl } = entryOf(line);
    const key = JSON.stringify([resourceType, resourcePatternType, resourceName]);
    const resource = resources.get(key) ?? { resourceType, resourceName, resourcePatternType, acls: [] };
    resource.acls.push(acl);
    resources.set(key, resource);
  }
  return { resources: [...resources.values()], errorCode: codes.ERR_NO_ERROR, throttleTime: 0 };
}

export async function deleteAcls(call: AdminCall, options: DeleteAclsOptions): Promise<DeleteAclsResult> {
  const filters = listOf(options.filters, 'filters').map((filter) => lineOf(objectOf(filter, 'filters')));
  const { filters: answers } = await call.ask('DeleteAcls', { filters });
  checkAll(answers);
  return {
    filterResponses: answers.map(({ code, error, acls }) => ({
      errorCode: code,
      errorMessage: error,
      matchingAcls: acls.map((line) => ({ ...entryOf(line), errorCode: line.code, errorMessage: line.error })),
    })),
  };
}

export async function describeUserScramCredentials<ApiError>(
  call: AdminCall,
  { users }: DescribeUserScramCredentialsOptions,
  errorOf: ErrorOf<ApiError>,
): Promise<UserScramCredentials<ApiError>[]> {
  const { users: described } = await call.ask('DescribeUserScramCredentials', users && { users });
  return described.map((outcome) => ({
    user: outcome.user,
    credentials: outcome.credentials as UserScramCredentials<ApiError>['credentials'],
    error: errorOf(outcome) ?? null,
  }));
}

/** What became of each user. */
export async function alterUserScramCredentials(
  call: AdminCall,
  options: AlterUserScramCredentialsOptions,
): Promise<Answers['AlterUserScramCredentials']['users']> {
  const upsertions = options.upsertions && listOf(options.upsertions, 'upsertions').map(upsertionOf);
  const deletions = options.deletions && listOf(options.deletions, 'deletions');
  const { users } = await call.ask('AlterUserScramCredentials', {
    ...(upsertions && upsertions.length > 0 && { upsertions }),
    ...(deletions && deletions.length > 0 && { deletions }),
  });
  return users;
}

function upsertionOf(upsertion: ScramUpsertion): object {
  const { user, mechanism, password, iterations, salt } = objectOf(upsertion, 'upsertions');
  if (salt !== undefined && !types.isUint8Array(salt)) throw invalid("The 'salt' property must be bytes.");
  return {
    user,
    mechanism,
    password,
    ...(iterations !== undefined && { iterations }),
    ...(salt !== undefined && { salt: Buffer.from(salt).toString('hex') }),
  };
}

/** A filter as the library takes it; a line is one that says everything. */
function lineOf(filter: AclFilter): object {
  const { resourceType, resourceName, resourcePatternType, principal, host, operation, permissionType } = filter;
  const given = {
    resourceType: named(AclResourceTypes, resourceType),
    resourceName,
    patternType: named(ResourcePatternTypes, resourcePatternType),
    principal,
    host,
    operation: named(AclOperationTypes, operation),
    permission: named(AclPermissionTypes, permissionType),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function named(enumeration: Readonly<Record<string, number>>, value: number | undefined): string | undefined {
  return value === undefined ? undefined : nameIn(enumeration, value);
}

function entryOf(line: AclLine): AclEntry {
  return {
    resourceType: numberIn(AclResourceTypes, line.resourceType),
    resourceName: line.resourceName,
    resourcePatternType: numberIn(ResourcePatternTypes, line.patternType),
    principal: line.principal,
    host: line.host,
    operation: numberIn(AclOperationTypes, line.operation),
    permissionType: numberIn(AclPermissionTypes, line.permission),
  };
}
