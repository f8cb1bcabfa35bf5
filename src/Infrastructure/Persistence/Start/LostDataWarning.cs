using McpService.Infrastructure.Persistence.Database;
using McpService.Infrastructure.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Persistence.Start;

/// <summary>Says, in production, that a SQLite file inside a container is lost with the container.</summary>
internal sealed partial class LostDataWarning(IOptions<DatabaseOptions> options, DataFolder folder, IHostEnvironment environment, ILogger<LostDataWarning> logger) : IServiceStartStep
{
    public Task RunAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Url is null && !environment.IsDevelopment() && ContainerFile.IsLost(folder.Data)) DataWillBeLost(folder.Data);
        return Task.CompletedTask;
    }

    [LoggerMessage(2004, LogLevel.Warning, "DATABASE_URL is not set: the data is a SQLite file inside this container, and is lost with it. Set DATABASE_URL, or mount a volume at {Folder}.")]
    private partial void DataWillBeLost(string folder);
}
