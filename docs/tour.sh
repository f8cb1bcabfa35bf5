#!/bin/sh
# The tour, with curl: a tenant is created, lists its tools, runs two, and connects by MCP.
# It waits for the gateway, which another terminal starts: dotnet run --project src/WebApi
set -eu
GATEWAY=${GATEWAY:-http://localhost:3000}
ADMIN_KEY=${ADMIN_KEY:-sample-admin-key-for-development-only}

# Sends a request and shows the answer, which is then in $answer: post <path> <curl's options>
post() {
  path=$1
  shift
  printf '\nPOST %s\n' "$path"
  answer=$(curl -sS -X POST "$GATEWAY$path" -H 'Content-Type: application/json' "$@")
  echo "$answer"
  case $answer in *'"requestId"'*) exit 1 ;; esac # an error says its id
}

# field <name>: from the last answer
field() { echo "$answer" | sed 's/.*"'"$1"'":"\([^"]*\)".*/\1/'; }

# The first start takes a while: .NET builds it.
tries=0
until curl -fs -o /dev/null "$GATEWAY/health/ready"; do
  [ $tries -gt 0 ] || echo "Waiting for the gateway at $GATEWAY ..."
  tries=$((tries + 1))
  [ $tries -lt "${TRIES:-180}" ] || { echo "It does not answer. Start it first: dotnet run --project src/WebApi" >&2; exit 1; }
  sleep 1
done

# The operator creates a tenant. Its API key is shown this once. The sandbox takes any token as a user's name.
post /api/tenants -H "Authorization: Bearer $ADMIN_KEY" \
  -d '{"name": "Acme", "integrationKey": "hubspot", "integrationAppToken": "acme"}'
TENANT_ID=$(field tenantId)
API_KEY=$(field apiKey)

# The tenant lists its tools …
post "/api/tenant/$TENANT_ID/tool" -H "x-api-key: $API_KEY" -d '{"method": "listTools"}'

# … and runs one. create-contact is short for hubspot_create-contact.
post "/api/tenant/$TENANT_ID/tool" -H "x-api-key: $API_KEY" \
  -d '{"method": "create-contact", "params": {"email": "ada@example.com", "firstName": "Ada"}}'

# A token for fifteen minutes, for places where the key should not go.
post /api/auth/tenant-token -H "x-api-key: $API_KEY"
TOKEN=$(field token)
post "/api/tenant/$TENANT_ID/tool" -H "Authorization: Bearer $TOKEN" \
  -d '{"method": "find-contacts", "params": {"email": "ada@example.com"}}'

# The same tenant over MCP.
post /mcp -H "Authorization: Bearer $API_KEY" -H 'Accept: application/json, text/event-stream' \
  -d '{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "curl", "version": "1"}}}'

printf '\nTo go on by hand or to connect an MCP client:\nTENANT_ID=%s\nAPI_KEY=%s\n' "$TENANT_ID" "$API_KEY"
