using System.Buffers.Binary;
using McpService.Application.Limits;

namespace McpService.Infrastructure.Replication;

/// <summary>A replica's demand as it stands in its row: 24 bytes for each tenant, its id, requests a second, calls at once.</summary>
internal static class DemandRecord
{
    /// <summary>Tenants in a row, 240 kB: those who ask for most.</summary>
    public const int MaxTenants = 10_000;

    private const int Length = 24;

    public static byte[] Write(IReadOnlyList<TenantDemand> demand)
    {
        var bytes = new byte[demand.Count * Length];
        for (var i = 0; i < demand.Count; i++)
        {
            var record = bytes.AsSpan(i * Length, Length);
            demand[i].TenantRef.TryWriteBytes(record);
            BinaryPrimitives.WriteSingleLittleEndian(record[16..], demand[i].Requests);
            BinaryPrimitives.WriteInt32LittleEndian(record[20..], demand[i].Calls);
        }

        return bytes;
    }

    /// <summary>What a row tells; a part that another version wrote otherwise is left out.</summary>
    public static IReadOnlyList<TenantDemand> Read(ReadOnlySpan<byte> bytes)
    {
        var demand = new List<TenantDemand>(bytes.Length / Length);
        for (; bytes.Length >= Length; bytes = bytes[Length..])
        {
            var (requests, calls) = (BinaryPrimitives.ReadSingleLittleEndian(bytes[16..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]));
            if (float.IsFinite(requests) && requests >= 0 && calls >= 0) demand.Add(new TenantDemand(new Guid(bytes[..16]), requests, calls));
        }

        return demand;
    }
}
