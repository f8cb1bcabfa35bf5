using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace McpService.Infrastructure.Persistence.Model;

/// <summary>Whatever offset a time came with, it is stored and read as UTC.</summary>
internal sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(t => t.ToUniversalTime(), t => t.ToUniversalTime());

/// <summary>A time as a number that sorts: ticks of UTC.</summary>
internal sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(t => t.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
