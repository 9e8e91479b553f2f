// Uses a serialized account as the agent that carries it would: the published packages open it, sign
// with the agent's own key and send to a running network. Reads one JSON object from stdin:
//   {"serialized","rpcUrl","chainId","kernelVersion","sessionPrivateKey" or "passkey": {x, y,
//    authenticatorIdHash, privateKey}, "payments": [{to, data}, ...]}
// Writes one answer per payment, in order: {"included": bool, "hash"} or {"refused": "..."}.
// A passkey is asked as in a browser, through navigator.credentials; the authenticator behind it is
// a P-256 key of ours.
import { createHash } from "node:crypto";
import { p256 } from "@noble/curves/p256";
import { deserializePermissionAccount } from "@zerodev/permissions";
import { toECDSASigner, toWebAuthnSigner, WebAuthnSignerVersion } from "@zerodev/permissions/signers";
import { createKernelAccountClient } from "@zerodev/sdk";
import { getEntryPoint } from "@zerodev/sdk/constants";
import { privateKeyToAccount } from "viem/accounts";
import * as viem from "viem";

const PATIENCE = 60_000;
const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();

/** What a browser offers a page, with a key of ours behind it. */
function browserWith(privateKey) {
  const credentials = {
    async get({ publicKey }) {
      const authenticatorData = Buffer.concat([sha256(Buffer.from("agent.invalid")), Buffer.from([5, 0, 0, 0, 1])]);
      const challenge = Buffer.from(publicKey.challenge).toString("base64url");
      const clientDataJSON = Buffer.from(JSON.stringify({ type: "webauthn.get", challenge, origin: "https://agent.invalid" }));
      const signed = sha256(authenticatorData, sha256(clientDataJSON));
      const signature = Buffer.from(p256.sign(signed, privateKey.slice(2), { prehash: false }).toDERRawBytes());
      const response = { authenticatorData, clientDataJSON, signature };
      return { id: "AA", rawId: Buffer.from([0]), type: "public-key", response, getClientExtensionResults: () => ({}) };
    },
  };
  globalThis.window = { PublicKeyCredential: class {} };
  Object.defineProperty(globalThis, "navigator", { value: { credentials }, configurable: true });
}

async function signerOf(client, { sessionPrivateKey, passkey }) {
  if (sessionPrivateKey) return toECDSASigner({ signer: privateKeyToAccount(sessionPrivateKey) });
  browserWith(passkey.privateKey);
  const { x, y, authenticatorIdHash } = passkey;
  const webAuthnKey = { pubX: BigInt(x), pubY: BigInt(y), authenticatorId: "AA", authenticatorIdHash };
  return toWebAuthnSigner(client, { webAuthnKey, webAuthnSignerVersion: WebAuthnSignerVersion.V0_0_4_PATCHED });
}

async function clientOf(input) {
  const { rpcUrl, chainId, kernelVersion, serialized } = input;
  const nativeCurrency = { name: "Ether", symbol: "ETH", decimals: 18 };
  const chain = viem.defineChain({ id: chainId, name: "here", nativeCurrency, rpcUrls: { default: { http: [rpcUrl] } } });
  const transport = () => viem.http(rpcUrl, { timeout: PATIENCE, retryCount: 0 });
  const client = viem.createPublicClient({ chain, transport: transport() });
  const signer = await signerOf(client, input);
  const account = await deserializePermissionAccount(client, getEntryPoint("0.7"), kernelVersion, serialized, signer);
  return createKernelAccountClient({ account, chain, client, bundlerTransport: transport(), pollingInterval: 100 });
}

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const input = JSON.parse(Buffer.concat(chunks).toString("utf8"));
const answers = [];
// The packages' stand-in for a passkey's signature is refused at once, so an estimate made with it
// leaves out what checking a real one costs.
const gas = input.passkey ? { verificationGasLimit: 4_000_000n } : {};
const kernel = await clientOf(input);
for (const { to, data } of input.payments) {
  try {
    const hash = await kernel.sendUserOperation({ calls: [{ to, data, value: 0n }], ...gas });
    const receipt = await kernel.waitForUserOperationReceipt({ hash, timeout: PATIENCE });
    answers.push({ included: receipt.success, hash });
  } catch (error) {
    answers.push({ refused: String(error.details || error.shortMessage || error.message) });
  }
}
console.log(JSON.stringify(answers));
