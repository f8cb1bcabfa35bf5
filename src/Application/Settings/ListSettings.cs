using MediatR;

namespace McpService.Application.Settings;

/// <summary>The settings in force.</summary>
public sealed record ListSettingsQuery : IRequest<SettingList>;

/// <summary>Settings.</summary>
/// <param name="Settings">By name.</param>
public sealed record SettingList(IReadOnlyList<SettingInForce> Settings);

/// <summary>A setting.</summary>
/// <param name="Name">The environment variable.</param>
/// <param name="Value">What is in force, spelt as the variable would be; null where nothing is set, and always for a secret.</param>
/// <param name="IsSet">Somebody set it; else it is the default.</param>
/// <param name="IsConfidential">Its value is never told, only whether it is set.</param>
/// <param name="IsSample">A secret that everybody knows is in force: the one of development.</param>
public sealed record SettingInForce(string Name, string? Value, bool IsSet, bool IsConfidential, bool IsSample);

/// <summary>Tells what is in force, without secrets.</summary>
public interface ISettingsReport
{
    IReadOnlyList<SettingInForce> Read();
}

internal sealed class ListSettingsHandler(ISettingsReport report) : IRequestHandler<ListSettingsQuery, SettingList>
{
    public Task<SettingList> Handle(ListSettingsQuery request, CancellationToken cancellationToken) => Task.FromResult(new SettingList(report.Read()));
}
