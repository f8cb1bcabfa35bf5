using McpService.WebApi;

return await GatewayApplication.RunAsync(args);
