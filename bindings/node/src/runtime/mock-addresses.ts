/** Where the brokers of this process's mock clusters listen. */
const addresses = new Set<string>();

export function addAddresses(bootstrapServers: string): void {
  for (const address of bootstrapServers.split(',')) addresses.add(address);
}

export function removeAddresses(bootstrapServers: string): void {
  for (const address of bootstrapServers.split(',')) addresses.delete(address);
}

/** Whether the brokers at these addresses are a mock cluster of this process. */
export function areMocks(bootstrapServers: string): boolean {
  return bootstrapServers.split(',').some((address) => addresses.has(address.trim()));
}
