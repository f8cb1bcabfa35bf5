#!/bin/sh
# Two sample tenants of the sandbox and some calls, one of each tenant's a failure, so that no page of the console is empty.
# Start the gateway first: dotnet run --project src/WebApi
set -eu
GATEWAY=${GATEWAY:-http://localhost:3000}
ADMIN_KEY=${ADMIN_KEY:-sample-admin-key-for-development-only}

# create <name> <integrations> <user>: a tenant, whose id and key are then in $TENANT_ID and $API_KEY
create() {
  answer=$(curl -sS "$GATEWAY/api/tenants" -H "Authorization: Bearer $ADMIN_KEY" -H 'Content-Type: application/json' \
    -d '{"name": "'"$1"'", "integrationKey": "'"$2"'", "integrationAppToken": "'"$3"'"}')
  case $answer in *'"requestId"'*) echo "$answer"; exit 1 ;; esac # an error says its id
  TENANT_ID=$(echo "$answer" | sed 's/.*"tenantId":"\([^"]*\)".*/\1/')
  API_KEY=$(echo "$answer" | sed 's/.*"apiKey":"\([^"]*\)".*/\1/')
  printf '%s\n  TENANT_ID=%s\n  API_KEY=%s\n' "$1" "$TENANT_ID" "$API_KEY"
}

# run <tool> <arguments>
run() {
  curl -sS -o /dev/null "$GATEWAY/api/tenant/$TENANT_ID/tool" -H "x-api-key: $API_KEY" -H 'Content-Type: application/json' -d '{"method": "'"$1"'", "params": '"$2"'}'
}

for tenant in 'Acme (sample):hubspot:sample-acme' 'Globex (sample):hubspot,gmail:sample-globex'; do
  create "$(echo "$tenant" | cut -d: -f1)" "$(echo "$tenant" | cut -d: -f2)" "$(echo "$tenant" | cut -d: -f3)"
  for person in ada grace edsger barbara; do run create-contact '{"email": "'"$person"'@example.com"}'; done
  run find-contacts '{}'
  run update-contact '{"id": "nobody"}'
done
printf '\nTo see them: %s/console/ with the admin key.\n' "$GATEWAY"
