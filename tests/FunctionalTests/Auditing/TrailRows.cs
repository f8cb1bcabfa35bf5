using McpService.Domain.Auditing;
using McpService.Infrastructure.Auditing.Rows;
using McpService.Infrastructure.Persistence.Database;
using Microsoft.Extensions.DependencyInjection;

namespace McpService.FunctionalTests.Auditing;

/// <summary>The trail as it stands in the table.</summary>
internal static class TrailRows
{
    /// <summary>What is committed by now, oldest first.</summary>
    public static async Task<List<AuditEntry>> ReadAsync(IServiceProvider services, Guid? tenantRef = null)
    {
        await using var connection = await services.GetRequiredService<DatabaseProvider>().OpenAsync(CancellationToken.None);
        await using var command = connection.Statement($"SELECT {AuditColumns.Names} FROM audit_entries ORDER BY id");
        var rows = await command.ReadAllAsync(AuditColumns.Read, CancellationToken.None);
        return tenantRef is null ? rows : rows.FindAll(e => e.TenantRef == tenantRef);
    }

    /// <summary>Runs a statement as somebody with the database's password would.</summary>
    public static async Task<int> ExecuteAsync(IServiceProvider services, string sql)
    {
        await using var connection = await services.GetRequiredService<DatabaseProvider>().OpenAsync(CancellationToken.None);
        await using var command = connection.Statement(sql);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The values of the first column.</summary>
    public static async Task<List<T>> QueryAsync<T>(IServiceProvider services, string sql)
    {
        await using var connection = await services.GetRequiredService<DatabaseProvider>().OpenAsync(CancellationToken.None);
        await using var command = connection.Statement(sql);
        return await command.ReadAllAsync(row => row.GetFieldValue<T>(0), CancellationToken.None);
    }
}
