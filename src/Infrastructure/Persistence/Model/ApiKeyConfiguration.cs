using McpService.Application.Tenants;
using McpService.Domain.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace McpService.Infrastructure.Persistence.Model;

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys");
        builder.Property(k => k.Id).ValueGeneratedNever();
        builder.Property(k => k.KeyId).HasMaxLength(64);
        builder.HasIndex(k => k.KeyId).IsUnique();
        builder.Property(k => k.Hash).HasMaxLength(32);
        builder.Property(k => k.HashKeyId).HasMaxLength(64);
        builder.Property(k => k.Label).HasMaxLength(ApiKey.MaxLabelLength);
    }
}
