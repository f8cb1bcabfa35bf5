using McpService.Application.Calls;
using McpService.Application.Circuits;
using McpService.Application.Health;
using McpService.Application.Mcp;
using McpService.Application.Upstream;
using McpService.Infrastructure.Mcp.Bridge;
using McpService.Infrastructure.Mcp.Dialogues;
using McpService.Infrastructure.Mcp.Eras;
using McpService.Infrastructure.Mcp.Http;
using McpService.Infrastructure.Mcp.Parked;
using McpService.Infrastructure.Mcp.Relay;
using McpService.Infrastructure.Mcp.Reverse;
using McpService.Infrastructure.Mcp.Sessions;
using McpService.Infrastructure.Mcp.Streams;
using McpService.Infrastructure.Mcp.Tools;
using McpService.Infrastructure.Persistence.ParkedCalls;
using McpService.Infrastructure.Security.ServiceKeys;
using McpService.Infrastructure.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Mcp;

internal static class McpServices
{
    public static IServiceCollection AddMcp(this IServiceCollection services) => services
        .AddSettings<UpstreamOptions>()
        .AddSingleton(provider => provider.GetRequiredService<IOptions<UpstreamOptions>>().Value.Circuit)
        .AddSingleton(provider => new UpstreamCircuit(provider.GetRequiredService<IOptions<UpstreamOptions>>().Value.Outage, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton(provider => new CallPlaces(provider.GetRequiredService<IOptions<UpstreamOptions>>().Value.Places, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<AddressGuard>()
        .AddSingleton<UpstreamHttp>()
        .AddSingleton<BackgroundRequests>()
        .AddSingleton(provider => new UpstreamAddress(provider.GetRequiredService<IOptions<UpstreamOptions>>(), provider.GetService<IEmbeddedUpstream>()))
        .AddSingleton<IUpstreamPlace>(provider => provider.GetRequiredService<UpstreamAddress>())
        .AddSingleton<UpstreamEras>()
        .AddSingleton<SessionOpener>()
        .AddSingleton<AlikeSessions>()
        .AddSingleton<UpstreamTokens>()
        .AddSingleton<UpstreamSessionPool>()
        .AddSingleton<SessionCalls>()
        .AddSingleton<DialogueSessions>()
        .AddSingleton<UpstreamTraits>()
        .AddSingleton<EraFinder>()
        .AddParkedCalls()
        .AddSingleton<SessionTickets>()
        .AddSingleton<ListedTools>()
        .AddSingleton(provider => new TenantStreams(provider.GetRequiredService<DrainState>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IOptions<UpstreamOptions>>().Value.MaxStreams))
        .AddSingleton<ITenantStreams>(provider => provider.GetRequiredService<TenantStreams>())
        .AddSingleton<SessionAccount>()
        .AddSingleton<RelayClosing>()
        .AddSingleton<SessionOpening>()
        .AddSingleton<RelaySessions>()
        .AddSingleton<ListedArguments>()
        .AddSingleton<ITenantConnections, TenantConnections>()
        .AddSingleton<RelayReplies>()
        .AddSingleton<MessageRelay>()
        .AddSingleton<Listening>()
        .AddSingleton<DialogueBridge>()
        .AddSingleton<ProtocolBridge>()
        .AddReverse()
        .AddSingleton<RevisionRouter>()
        .AddSingleton<IMcpGateway, McpGateway>();

    private static IServiceCollection AddParkedCalls(this IServiceCollection services) => services
        .AddSingleton<ParkedCallTable>()
        .AddSingleton<SealedText>()
        .AddSingleton<RequestStates>()
        .AddSingleton<IRequestStates>(provider => provider.GetRequiredService<RequestStates>())
        .AddSingleton<ParkedCalls>()
        .AddHostedService<ParkedCallWatch>();

    /// <summary>Needs <c>AddPersistence</c> for the rows of sessions that are played.</summary>
    private static IServiceCollection AddReverse(this IServiceCollection services) => services
        .AddSingleton<BridgedTickets>()
        .AddSingleton<BridgedCalls>()
        .AddSingleton<OpenQuestions>()
        .AddSingleton<QuestionIds>()
        .AddSingleton<InputRounds>()
        .AddSingleton<SessionWatches>()
        .AddSingleton<BridgedMailbox>()
        .AddSingleton<BridgedDelivery>()
        .AddSingleton<BridgedMessages>()
        .AddSingleton<BridgedNews>()
        .AddSingleton<SessionBridge>();
}
