using McpService.Domain.Tenants;
using McpService.Infrastructure.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace McpService.Infrastructure.Persistence.Model;

internal sealed class UpstreamCredentialConfiguration : IEntityTypeConfiguration<UpstreamCredential>
{
    public void Configure(EntityTypeBuilder<UpstreamCredential> builder)
    {
        builder.ToTable("upstream_credentials");

        // A replacement is another credential: the version is its key, and the index on its owner keeps one for each tenant.
        builder.HasKey(c => c.Version);
        builder.Property(c => c.Version).ValueGeneratedNever();
        builder.HasIndex(c => c.TenantRef).IsUnique();
        builder.Property(c => c.Kind).HasConversion<EnumTextConverter<CredentialKind>>().HasMaxLength(16);
        builder.Property(c => c.Fingerprint).HasMaxLength(64);
        builder.HasIndex(c => c.ExpiresAt);
    }
}
