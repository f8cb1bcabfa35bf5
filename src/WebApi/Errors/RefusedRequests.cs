using System.Diagnostics.Metrics;
using System.Globalization;
using FluentValidation;
using McpService.Application.Errors;
using McpService.Application.Mcp;
using McpService.Infrastructure.Telemetry;
using McpService.WebApi.Errors;

[assembly: GatewayMetric(typeof(RefusedRequests))]

namespace McpService.WebApi.Errors;

/// <summary>Requests that the gateway itself said no to, by the code of the error.</summary>
public sealed class RefusedRequests(IMeterFactory meters) : IGatewayMetric
{
    private readonly Counter<long> _refused = meters.Create(IGatewayMetric.MeterName).CreateCounter<long>(
        "mcpservice.refused", "{request}", "Requests refused by the gateway, by the code of the error.");

    /// <summary>Counts a refusal; a failure of the upstream is counted as a call, and one of ours as none.</summary>
    public void Add(Exception failure)
    {
        switch (failure)
        {
            case McpException refused:
                Add(refused.Code.ToString(CultureInfo.InvariantCulture));
                break;
            case GatewayException refused:
                Add(refused.Code);
                break;
            case ValidationException:
                Add(ErrorTable.ValidationFailed);
                break;
        }
    }

    /// <param name="reason">A code of the gateway: never a text that a client could choose.</param>
    public void Add(string reason)
    {
        if (_refused.Enabled) _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));
    }
}
