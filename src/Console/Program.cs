using McpService.Console;
using McpService.Console.Api;
using McpService.Console.Components;
using McpService.Console.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using MudBlazor.Services;

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");

// The API is beside the console, whatever path the gateway stands below.
builder.Services.AddScoped(provider => new HttpClient { BaseAddress = new Uri(new Uri(provider.GetRequiredService<NavigationManager>().BaseUri), "../") });
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddScoped<Session>();
builder.Services.AddScoped<Connection>();
builder.Services.AddScoped<Renewal>();
builder.Services.AddScoped<GatewayClient>();
builder.Services.AddScoped<TenantsClient>();
builder.Services.AddScoped<ToolsClient>();
builder.Services.AddScoped<TenantNames>();
builder.Services.AddScoped<TenantTokens>();
builder.Services.AddScoped<TrailClient>();
builder.Services.AddScoped<OperationsClient>();
builder.Services.AddScoped<Samples>();
builder.Services.AddScoped<FileSaver>();
builder.Services.AddScoped<HealthClient>();
builder.Services.AddMudServices(options => options.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomCenter);
await builder.Build().RunAsync();
