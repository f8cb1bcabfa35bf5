using System.Net;
using McpService.Application.Memory;
using McpService.Common.Waiting;
using McpService.Domain.Secrets;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Security.Credentials;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Moq;

namespace McpService.FunctionalTests.Mcp;

public sealed class UpstreamHttpTests
{
    private static readonly UpstreamToken Token = new(new Secret("token"), expiresAt: null);

    [Test]
    public async Task SendAsync_MoreStreamsThanCallsMayHaveConnections_CallsStillPass()
    {
        await using var upstream = await StartUpstreamAsync();
        var address = new Uri(upstream.Urls.First());
        using var http = new UpstreamHttp(new AddressGuard(Options.Create(new UpstreamOptions()), Mock.Of<IHostEnvironment>()), new MemoryBudget(long.MaxValue));
        using var limit = new CancellationTokenSource(WaitLimit.Default);

        var streams = await Task.WhenAll(Enumerable.Range(0, UpstreamHttp.MaxConnections + 1)
            .Select(_ => http.SendAsync(new UpstreamRequest(HttpMethod.Get, address, Token), limit.Token)));
        using var call = await http.SendAsync(new UpstreamRequest(HttpMethod.Post, address, Token), limit.Token);

        call.Status.ShouldBe(HttpStatusCode.OK);
        foreach (var stream in streams) stream.Dispose();
    }

    /// <summary>Answers calls; holds streams open until they are left.</summary>
    private static async Task<WebApplication> StartUpstreamAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(async context =>
        {
            if (!HttpMethods.IsGet(context.Request.Method)) return;
            await context.Response.Body.FlushAsync();
            var left = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(left.SetResult);
            await left.Task;
        });
        await app.StartAsync();
        return app;
    }
}
