using McpService.WebApi.Bodies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace McpService.WebApi.Tenants;

/// <summary>The parameter is what the header <c>If-Match</c> asks for; a header that cannot be read is a fault of the request.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class IfMatchAttribute : ModelBinderAttribute
{
    public IfMatchAttribute()
    {
        BinderType = typeof(Binder);
        BindingSource = BindingSource.Header;
        Name = EntityTag.IfMatch;
    }

    private sealed class Binder(RequestFaults faults) : IModelBinder
    {
        public Task BindModelAsync(ModelBindingContext bindingContext)
        {
            var condition = EntityTag.Read(bindingContext.HttpContext.Request.Headers.IfMatch, faults);
            bindingContext.Result = ModelBindingResult.Success(condition);
            return Task.CompletedTask;
        }
    }
}
