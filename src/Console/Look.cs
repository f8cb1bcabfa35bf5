using MudBlazor;

namespace McpService.Console;

/// <summary>Colours and type of the console, light and dark; contrast is AA in both.</summary>
internal static class Look
{
    private static readonly string[] Fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#3049d9",
            Secondary = "#00796b",
            Background = "#f6f7fb",
            BackgroundGray = "#eef0f6",
            AppbarBackground = "#ffffff",
            AppbarText = "#1f2433",
            DrawerBackground = "#ffffff",
            TextPrimary = "#1f2433",
            TextSecondary = "#565d70",
            Success = "#1b7f3b",
            Warning = "#9a5b00",
            Error = "#c62828",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#8c9eff",
            PrimaryContrastText = "#10142a",
            Secondary = "#64d8cb",
            Background = "#12141c",
            BackgroundGray = "#1a1d29",
            Surface = "#1c1f2b",
            AppbarBackground = "#1c1f2b",
            AppbarText = "#e8eaf2",
            DrawerBackground = "#1c1f2b",
            TextPrimary = "#e8eaf2",
            TextSecondary = "#a9b0c4",
            Success = "#66d58a",
            Warning = "#ffb74d",
            Error = "#ff8a80",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "10px", DrawerWidthLeft = "220px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts },
            H4 = new H4Typography { FontFamily = Fonts, FontSize = "1.6rem", FontWeight = "650" },
            H6 = new H6Typography { FontFamily = Fonts, FontSize = "1.05rem", FontWeight = "600" },
            Button = new ButtonTypography { FontFamily = Fonts, TextTransform = "none", FontWeight = "600" },
        },
    };
}
