using McpService.Console;
using McpService.Console.Api;
using McpService.Console.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using MudBlazor.Services;

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");

// The API is beside the console, whatever path the gateway stands below.
builder.Services.AddScoped(provider => new HttpClient { BaseAddress = new Uri(new Uri(provider.GetRequiredService<NavigationManager>().BaseUri), "../") });
builder.Services.AddScoped<Session>();
builder.Services.AddScoped<GatewayClient>();
builder.Services.AddScoped<TenantsClient>();
builder.Services.AddScoped<ToolsClient>();
builder.Services.AddScoped<HealthClient>();
builder.Services.AddMudServices(options => options.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomCenter);
await builder.Build().RunAsync();
