using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace McpService.Infrastructure.Persistence.Model.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class CountedSuspensions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "suspensions",
                table: "tenants",
                type: "integer",
                nullable: false,
                defaultValue: 0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "suspensions",
                table: "tenants");
        }
    }
}
