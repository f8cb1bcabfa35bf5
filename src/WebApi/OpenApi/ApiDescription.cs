namespace McpService.WebApi.OpenApi;

internal static class ApiDescription
{
    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddSwaggerGen();

    public static void UseApiDescription(this WebApplication app)
    {
        app.UseSwagger();
        app.UseSwaggerUI();
        app.MapGet("/", () => Results.Redirect("/swagger")).ExcludeFromDescription();
    }
}
