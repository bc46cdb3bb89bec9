// A stock OpAMP agent for tests: @elastic/opamp-client-node over HTTP polling with mutual TLS.
// Arguments: ENDPOINT CA CERTIFICATE KEY SERVICE_NAME [INSTANCE_UID]. Says what happens as lines of JSON.
'use strict';
const fs = require('fs');
const {subscribe} = require('diagnostics_channel');
const {
  createOpAMPClient,
  AgentCapabilities,
  RemoteConfigStatuses,
} = require('@elastic/opamp-client-node');

const [endpoint, ca, cert, key, name, instanceUid] = process.argv.slice(2);
const say = (what) => console.log(JSON.stringify(what));
const hex = (bytes) => Buffer.from(bytes).toString('hex');

const client = createOpAMPClient({
  endpoint,
  instanceUid: instanceUid || undefined,
  heartbeatIntervalSeconds: 0.3,
  capabilities:
    AgentCapabilities.AgentCapabilities_AcceptsRemoteConfig |
    AgentCapabilities.AgentCapabilities_ReportsRemoteConfig,
  connect: {ca: fs.readFileSync(ca), cert: fs.readFileSync(cert), key: fs.readFileSync(key)},
  diagEnabled: true,
  onMessage: ({remoteConfig}) => {
    if (!remoteConfig) {
      return;
    }
    const config = {};
    for (const [entry, file] of Object.entries(remoteConfig.config.configMap)) {
      config[entry] = {type: file.contentType, text: Buffer.from(file.body).toString('utf8')};
    }
    say({config, hash: hex(remoteConfig.configHash)});
    client.setRemoteConfigStatus({
      status: RemoteConfigStatuses.RemoteConfigStatuses_APPLIED,
      lastRemoteConfigHash: remoteConfig.configHash,
    });
  },
});

subscribe('opamp-client.send.success', ({a2s, s2a}) =>
  say({
    sent: {
      sequence: Number(a2s.sequenceNum),
      description: Boolean(a2s.agentDescription),
      status: Boolean(a2s.remoteConfigStatus),
    },
    heard: {capabilities: Number(s2a.capabilities), flags: Number(s2a.flags)},
  }),
);
subscribe('opamp-client.send.fail', ({err, retryAfterMs}) =>
  say({failed: String(err), retryAfterMs: retryAfterMs ?? null}),
);

client.setAgentDescription({
  identifyingAttributes: {'service.name': name, 'service.version': '1.2.3'},
  nonIdentifyingAttributes: {'os.type': 'linux'},
});
client.start();

// The client's own timers do not keep the process alive; its parent's pipe does.
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
