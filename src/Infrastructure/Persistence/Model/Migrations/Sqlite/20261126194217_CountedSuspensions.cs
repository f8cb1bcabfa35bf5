using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace McpService.Infrastructure.Persistence.Model.Migrations.Sqlite
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
                type: "INTEGER",
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
