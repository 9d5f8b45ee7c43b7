/** Where the brokers of this process's mock clusters listen. */
const addresses = new Set<string>();

/** The brokers of a mock cluster listen here from now on. */
export function addAddresses(bootstrapServers: string): void {
  for (const address of bootstrapServers.split(',')) addresses.add(address);
}

/** The brokers of a mock cluster listen here no more. */
export function removeAddresses(bootstrapServers: string): void {
  for (const address of bootstrapServers.split(',')) addresses.delete(address);
}

/** Whether one of the brokers at these addresses is of a mock cluster of this process. */
export function isAnyMock(bootstrapServers: string): boolean {
  return bootstrapServers.split(',').some((address) => addresses.has(address.trim()));
}
