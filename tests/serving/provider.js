// An OpenID Connect provider for tests: every name is an account, and any password opens it.
// node provider.js PORT ADDRESS-OF-THE-DASHBOARD CLIENT-SECRET

import Provider from "oidc-provider";
import { argv } from "node:process";

const [port, dashboard, secret] = argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

// The same address twice: vouched for, and stated by somebody whom nobody has checked.
const ACCOUNTS = {
  ada: { email: "ada@example.org", email_verified: true, name: "Ada" },
  max: { email: "max@example.org", email_verified: true, name: "Max" },
  eve: { email: "ada@example.org", email_verified: false, name: "Eve" },
};

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "lab",
      client_secret: secret,
      redirect_uris: [`${dashboard}/oauth2callback`],
      post_logout_redirect_uris: [`${dashboard}/oauth2callback`],
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  conformIdTokenClaims: false,
  cookies: { keys: ["for tests only"] },
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  pkce: { required: () => false },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...ACCOUNTS[id] }) }),
});

provider.listen(Number(port), "127.0.0.1");
