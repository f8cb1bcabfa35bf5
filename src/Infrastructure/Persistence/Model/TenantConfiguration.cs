using McpService.Application.Tenants;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace McpService.Infrastructure.Persistence.Model;

internal sealed class TenantConfiguration : IEntityTypeConfiguration<Tenant>
{
    /// <summary>
    /// Name, integration key and tenant id in lower case, made by the repository: the databases' own lower() and LIKE differ
    /// beyond ASCII, and with PostgreSQL's locale.
    /// </summary>
    public const string SearchText = nameof(SearchText);

    public void Configure(EntityTypeBuilder<Tenant> builder)
    {
        builder.ToTable("tenants");
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.Property(t => t.TenantId).HasMaxLength(64);
        builder.HasIndex(t => t.TenantId).IsUnique();
        builder.Property(t => t.Name).HasMaxLength(Tenant.MaxNameLength);
        builder.Property(t => t.IntegrationKey).HasMaxLength(Integrations.MaxLength);
        builder.Property(t => t.Status).HasConversion<EnumTextConverter<TenantStatus>>().HasMaxLength(16);
        builder.Property(t => t.Tools).HasConversion<ToolPolicyConverter>();
        builder.ComplexProperty(t => t.Limits);
        builder.Property(t => t.Revision).IsConcurrencyToken();
        builder.Property<string>(SearchText).IsRequired();

        builder.HasMany(t => t.ApiKeys).WithOne().HasForeignKey(k => k.TenantRef);
        builder.HasOne(t => t.Credential).WithOne().HasForeignKey<UpstreamCredential>(c => c.TenantRef);
    }
}
