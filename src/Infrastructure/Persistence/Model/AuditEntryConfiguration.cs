using McpService.Domain.Auditing;
using McpService.Domain.Tenants;
using McpService.Infrastructure.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace McpService.Infrastructure.Persistence.Model;

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_entries");

        // Ids are in order of time: ranges of the primary key serve retention, the search for open intents, and pages of the whole trail.
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.HasIndex(e => new { e.TenantRef, e.Id });
        builder.HasIndex(e => e.CallId);

        builder.Property(e => e.Stage).HasConversion<EnumTextConverter<AuditStage>>();
        builder.Property(e => e.Actor).HasConversion<EnumTextConverter<AuditActor>>();
        builder.Property(e => e.Action).HasConversion<EnumTextConverter<AuditAction>>();
        builder.Property(e => e.Outcome).HasConversion<EnumTextConverter<AuditOutcome>>();

        // No cascade of any kind: a tenant's row stays, and so does its trail.
        builder.HasOne<Tenant>().WithMany().HasForeignKey(e => e.TenantRef).OnDelete(DeleteBehavior.Restrict);
    }
}
