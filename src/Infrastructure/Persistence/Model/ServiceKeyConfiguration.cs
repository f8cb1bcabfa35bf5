using McpService.Infrastructure.Security.ServiceKeys;
using McpService.Infrastructure.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace McpService.Infrastructure.Persistence.Model;

internal sealed class ServiceKeyConfiguration : IEntityTypeConfiguration<ServiceKey>
{
    public void Configure(EntityTypeBuilder<ServiceKey> builder)
    {
        builder.ToTable("service_keys");
        builder.HasKey(k => k.Kid);
        builder.Property(k => k.Kid).HasMaxLength(64);
        builder.Property(k => k.Purpose).HasConversion<EnumTextConverter<ServiceKeyPurpose>>().HasMaxLength(32);
    }
}
