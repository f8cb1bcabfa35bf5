using McpService.Infrastructure.Persistence.Database.Urls;
using McpService.Infrastructure.Settings;
using Microsoft.Extensions.Options;

namespace McpService.Infrastructure.Persistence.Database;

/// <summary>Finds at start that the folder of the SQLite file is somebody else's, which waiting would not mend.</summary>
internal sealed class SqliteFolderCheck(DataFolder folder) : IValidateOptions<DatabaseOptions>
{
    public ValidateOptionsResult Validate(string? name, DatabaseOptions options) =>
        DatabaseTarget.Of(options, folder) is SqliteTarget target && SqliteFolder.WhyNotWritable(target.Path) is { } fault
            ? ValidateOptionsResult.Fail(fault)
            : ValidateOptionsResult.Success;
}
