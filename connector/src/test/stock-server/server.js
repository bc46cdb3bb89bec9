// An OpAMP server of others for tests: @elastic/mockopampserver, HTTP polling with mutual TLS.
// Arguments: CA CERTIFICATE KEY. Reads configurations as lines of JSON, writes what it got.
'use strict';
const fs = require('fs');
const readline = require('readline');
const {MockOpAMPServer} = require('@elastic/mockopampserver');

const [ca, cert, key] = process.argv.slice(2);
const say = (what) => console.log(JSON.stringify(what));

const server = new MockOpAMPServer({
  logLevel: 'fatal',
  hostname: 'localhost',
  port: 0,
  testMode: true,
  ca: fs.readFileSync(ca),
  cert: fs.readFileSync(cert),
  key: fs.readFileSync(key),
  requestCert: true,
});

let told = 0;
const tell = () => {
  const requests = server.testGetRequests();
  for (const {req, res, a2s, s2a} of requests.slice(told)) {
    say({
      method: req.method,
      status: res.statusCode,
      sequence: a2s ? Number(a2s.sequenceNum) : null,
      description: Boolean(a2s?.agentDescription),
      health: a2s?.health ? a2s.health.healthy : null,
      effective: Boolean(a2s?.effectiveConfig),
      disconnect: Boolean(a2s?.agentDisconnect),
      offered: Boolean(s2a?.remoteConfig),
    });
  }
  told = requests.length;
};

server.start().then(() => {
  say({endpoint: server.endpoint});
  setInterval(tell, 50);
  const lines = readline.createInterface({input: process.stdin});
  lines.on('line', (line) => {
    const configMap = {};
    for (const [name, file] of Object.entries(JSON.parse(line))) {
      configMap[name] = {contentType: file.type, body: Buffer.from(file.body, 'base64')};
    }
    server.setAgentConfigMap({configMap});
  });
  lines.on('close', () => process.exit(0));
});
