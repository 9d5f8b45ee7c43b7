'use strict';
// SASL/OAUTHBEARER: where tokens come from.
//
//   node oauthbearer.js      without a broker: shows what is asked; on your own, which has to trust the token, with BROKERS=host:port

const { randomUUID } = require('node:crypto');
const {
  KafkaJS: { Kafka },
} = require('kafkacore');

const LIFETIME_MS = 3_600_000;

/** Asks an identity provider for a token, in earnest with a request. Is called again when four fifths of the lifetime are over. */
async function fetchToken(config) {
  const [, scope] = config.split('=');
  console.log(`a token is wanted, for ${scope}`);
  return {
    tokenValue: `header.${randomUUID()}.signature`,
    lifetime: Date.now() + LIFETIME_MS, // when it ends, in milliseconds since 1970
    principal: 'billing',
    extensions: { logicalCluster: 'lkc-1', identityPoolId: 'pool-1' },
  };
}

async function main() {
  const kafka = new Kafka({
    'bootstrap.servers': process.env.BROKERS ?? '127.0.0.1:1',
    'security.protocol': 'sasl_plaintext', // elsewhere sasl_ssl
    'sasl.mechanisms': 'OAUTHBEARER',
    'sasl.oauthbearer.config': 'scope=kafka', // given to the function as it is
    oauthbearer_token_refresh_cb: fetchToken,
    'js.connect.timeout.ms': 1000,
    error_cb: () => {},
    log_level: 0,
  });

  // The same in a kafkaJS block: sasl: { mechanism: 'oauthbearer', oauthBearerProvider }, with value in place of tokenValue.
  // From an OIDC provider, librdkafka brings tokens by itself, without a function:
  //   'sasl.oauthbearer.method': 'oidc', 'sasl.oauthbearer.token.endpoint.url', 'sasl.oauthbearer.scope',
  //   'sasl.oauthbearer.client.id', 'sasl.oauthbearer.client.secret', 'sasl.oauthbearer.extensions'
  const producer = kafka.producer();
  try {
    await producer.connect();
    console.log('the broker takes the token');
  } catch (error) {
    console.log(`not connected: ${error.message}`);
  }
  await producer.disconnect();
}

main();
