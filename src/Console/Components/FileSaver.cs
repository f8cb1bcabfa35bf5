using Microsoft.JSInterop;

namespace McpService.Console.Components;

/// <summary>Gives the browser a file to save.</summary>
public sealed class FileSaver(IJSRuntime script)
{
    private IJSObjectReference? _module;

    public async Task SaveAsync(string name, string mediaType, byte[] content)
    {
        _module ??= await script.InvokeAsync<IJSObjectReference>("import", "./js/console.js");
        await _module.InvokeVoidAsync("save", name, mediaType, content);
    }
}
