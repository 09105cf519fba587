/** The frame's script as it stands in the frame's document: no text in it ends the element. */
export const asInlineScript = (script: string): string => script.replaceAll('</script', '<\\/script');
