# The tour, with PowerShell: a tenant is created, lists its tools, runs two, and connects by MCP.
# It waits for the gateway, which another terminal starts: dotnet run --project src/WebApi
$ErrorActionPreference = 'Stop'
$Gateway = if ($env:GATEWAY) { $env:GATEWAY } else { 'http://localhost:3000' }
$AdminKey = if ($env:ADMIN_KEY) { $env:ADMIN_KEY } else { 'sample-admin-key-for-development-only' }

# Sends a request, shows the answer and returns it.
function Send-Post([string] $Path, [hashtable] $Headers, [string] $Body) {
    Write-Host "`nPOST $Path"
    $request = @{ Method = 'Post'; Uri = "$Gateway$Path"; Headers = $Headers; ContentType = 'application/json' }
    if ($Body) { $request.Body = $Body }
    $answer = Invoke-RestMethod @request
    Write-Host ($answer | ConvertTo-Json -Depth 20 -Compress)
    $answer
}

# The first start takes a while: .NET builds it.
$tries = 0
while ($true) {
    try { $null = Invoke-RestMethod -Uri "$Gateway/health/ready"; break } catch { }
    if ($tries -eq 0) { Write-Host "Waiting for the gateway at $Gateway ..." }
    $tries += 1
    if ($tries -ge 180) { throw 'It does not answer. Start it first: dotnet run --project src/WebApi' }
    Start-Sleep -Seconds 1
}

# The operator creates a tenant. Its API key is shown this once. The sandbox takes any token as a user's name.
$tenant = Send-Post '/api/tenants' @{ Authorization = "Bearer $AdminKey" } `
    '{"name": "Acme", "integrationKey": "hubspot", "integrationAppToken": "acme"}'
$key = @{ 'x-api-key' = $tenant.apiKey }

# The tenant lists its tools ...
$null = Send-Post "/api/tenant/$($tenant.tenantId)/tool" $key '{"method": "listTools"}'

# ... and runs one. create-contact is short for hubspot_create-contact.
$null = Send-Post "/api/tenant/$($tenant.tenantId)/tool" $key `
    '{"method": "create-contact", "params": {"email": "ada@example.com", "firstName": "Ada"}}'

# A token for fifteen minutes, for places where the key should not go.
$token = (Send-Post '/api/auth/tenant-token' $key).token
$null = Send-Post "/api/tenant/$($tenant.tenantId)/tool" @{ Authorization = "Bearer $token" } `
    '{"method": "find-contacts", "params": {"email": "ada@example.com"}}'

# The same tenant over MCP.
$null = Send-Post '/mcp' @{ Authorization = "Bearer $($tenant.apiKey)"; Accept = 'application/json, text/event-stream' } `
    '{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "powershell", "version": "1"}}}'

Write-Host "`nTo go on by hand or to connect an MCP client:`n`$env:TENANT_ID = '$($tenant.tenantId)'`n`$env:API_KEY = '$($tenant.apiKey)'"
